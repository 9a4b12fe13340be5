package codat

import (
	"context"
	"iter"
	"runtime"
)

// pages goes through the items of all pages of a list operation. While the loop works on one page the next is
// fetched.
func pages[T any](
	ctx context.Context, c *caller, operation string, input any, options []CallOption,
) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		call, err := c.begin(ctx, operation, options)
		if err != nil {
			yield(nil, err)
			return
		}
		if err := call.pages(input, func(pager uintptr) error { return eachItem(call, pager, yield) }); err != nil {
			yield(nil, call.ended(err))
		}
	}
}

// eachItem yields the items of a pager's pages, until the loop is left.
func eachItem[T any](c *call, pager uintptr, yield func(*T, error) bool) error {
	for {
		var page *Page[T]
		last := c.meta()
		if err := c.nextPage(pager, &page); err != nil {
			return err
		}
		if page == nil {
			// Nothing was sent: what is known is still that of the last page.
			c.capture(last)
			return nil
		}
		for i := range page.Results {
			if !yield(&page.Results[i], nil) {
				return nil
			}
		}
	}
}

// pages makes the library's pager for as long as use runs.
func (c *call) pages(input any, use func(pager uintptr) error) error {
	text, err := c.encode(input)
	if err != nil {
		return err
	}
	client, err := c.handle.use()
	if err != nil {
		return err
	}
	context, release, err := c.context()
	if err != nil {
		return err
	}
	defer release()
	out := nativePagerNew(client, context, c.operation, text)
	runtime.KeepAlive(c.handle)
	defer out.free()
	if err := readDocument(out, "", nil, nil); err != nil {
		return err
	}
	defer nativePagerFree(out.handle)
	return use(out.handle)
}

// nextPage gets the next page, and holds no thread meanwhile.
func (c *call) nextPage(pager uintptr, page any) error {
	if c.ctx.Err() != nil {
		return notSent(c.ctx)
	}
	if _, err := c.handle.use(); err != nil {
		return err
	}
	return c.await(page, func(queue, mailbox uintptr) outcome { return nativePagerBeginNext(pager, queue, mailbox) })
}

// meta is what CaptureMeta has captured so far.
func (c *call) meta() (captured Meta) {
	if c.options.meta != nil {
		captured = *c.options.meta
	}
	return captured
}

func (c *call) capture(meta Meta) {
	if c.options.meta != nil {
		*c.options.meta = meta
	}
}
