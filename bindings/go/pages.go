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
		pager, end, err := call.pager(input)
		if err != nil {
			yield(nil, call.ended(err))
			return
		}
		defer end()
		box := newMailbox()
		defer box.close()
		for {
			var page *Page[T]
			last := call.meta()
			if err := call.nextPage(pager, box, &page); err != nil {
				yield(nil, call.ended(err))
				return
			}
			if page == nil {
				// Nothing was sent: what is known is still that of the last page.
				call.capture(last)
				return
			}
			for i := range page.Results {
				if !yield(&page.Results[i], nil) {
					return
				}
			}
		}
	}
}

// pager makes the library's pager. After end nothing of it is left.
func (c *call) pager(input any) (pager uintptr, end func(), err error) {
	text, err := encodeInput(input)
	if err != nil {
		return 0, nil, err
	}
	client, err := c.handle.use()
	if err != nil {
		return 0, nil, err
	}
	number, release, err := nativeContext(c.ctx, c.options)
	if err != nil {
		return 0, nil, err
	}
	out := nativePagerNew(client, number, c.operation, text)
	runtime.KeepAlive(c.handle)
	defer out.free()
	if err := readDocument(out, "", nil, nil); err != nil {
		release()
		return 0, nil, err
	}
	return out.handle, func() {
		nativePagerFree(out.handle)
		release()
	}, nil
}

// nextPage begins to get the next page, which holds no thread, and waits for it.
func (c *call) nextPage(pager uintptr, box *mailbox, page any) error {
	if c.ctx.Err() != nil {
		return c.notSent(c.ctx)
	}
	if _, err := c.handle.use(); err != nil {
		return err
	}
	queue := openQueue()
	briefly.Lock()
	out := nativePagerBeginNext(pager, queue, box.number)
	briefly.Unlock()
	defer out.free()
	if err := readDocument(out, "", nil, nil); err != nil {
		return err
	}
	return c.receive(box, out.call, page)
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
