// Package codat is a client for Codat's Platform API: it creates companies, sends them to authorize their
// accounting software, and sorts them into groups.
//
//	client, err := codat.New(codat.WithAPIKey("…"))
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	company, err := client.Companies.Create(ctx, codat.CompanyRequest{Name: "Toft Bakery"})
//
// It is a thin wrapper of libcodat, which does the work: authorization, connections, timeouts, and retries
// that never create a company twice. Calls block the goroutine and end at once when their context does.
//
// Every failure is an [*Error]; its kind is matched with [errors.Is], as in errors.Is(err, codat.ErrNotFound).
//
// [StartSandbox] starts a sandbox of the service in this process, for tests and for trying things out.
//
// Clients and sandboxes may be used by any number of goroutines at once. The package is linked with the
// library's static archive as cargo builds it in the source tree; with the build tag codat_shared it is linked
// with the installed shared library instead. The README says more.
package codat
