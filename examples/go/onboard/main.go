// Onboards the companies of a CSV file, with the columns name, description, group and reference:
//
//	CODAT_API_KEY=… go run ./onboard companies.csv
//	go run ./onboard -sandbox 10000
//
// Each company is created once, in its group and with its reference as a tag; groups that are missing are created
// first. A run that is interrupted, by Ctrl-C or a power cut, resumes when it is started again: what it did is in
// a journal beside the file. With -sandbox the program invents a file of that many companies, and uses the
// embedded sandbox.
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	codat "github.com/libcodat/libcodat/bindings/go"
)

func main() {
	inSandbox := flag.Bool("sandbox", false, "run on the embedded sandbox; the argument is how many companies, 10000")
	concurrency := flag.Int("concurrency", 10, "how many companies are created at a time, 1 to 64")
	flag.Parse()
	log.SetFlags(0)
	// Ctrl-C ends the run in good order; a second one ends the program.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop)
	var err error
	if *inSandbox {
		err = onboardInSandbox(ctx, flag.Arg(0), *concurrency)
	} else {
		err = onboardFile(ctx, flag.Arg(0), *concurrency)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// onboardFile onboards a file, with the key from CODAT_API_KEY.
func onboardFile(ctx context.Context, path string, concurrency int) error {
	client, err := codat.New(codat.WithMaxConnections(concurrency))
	if err != nil {
		return err
	}
	defer client.Close()
	return onboard(ctx, client, path, concurrency)
}

// onboardInSandbox invents a file of that many companies, and onboards it into a new sandbox.
func onboardInSandbox(ctx context.Context, count string, concurrency int) error {
	companies := 10_000
	if count != "" {
		var err error
		if companies, err = strconv.Atoi(count); err != nil {
			return err
		}
	}
	folder, err := os.MkdirTemp("", "onboard")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "companies.csv")
	if err := makeUp(path, companies); err != nil {
		return err
	}
	sandbox, err := codat.StartSandbox(ctx)
	if err != nil {
		return err
	}
	defer sandbox.Close()
	err = sandbox.SetLimits(codat.SandboxLimits{
		RequestsPerDay:     codat.Ptr(10*companies + 1000),
		ConcurrentRequests: codat.Ptr(100),
	})
	if err != nil {
		return err
	}
	client, err := sandbox.NewClient(codat.WithMaxConnections(concurrency))
	if err != nil {
		return err
	}
	defer client.Close()
	return onboard(ctx, client, path, concurrency)
}

// onboard onboards the companies of a file, and prints their outcomes.
func onboard(ctx context.Context, client *codat.Client, path string, concurrency int) error {
	began := time.Now()
	rows, err := readRows(path)
	if err != nil {
		return err
	}
	groups, err := groupIDs(ctx, client, rows)
	if err != nil {
		return err
	}
	companies := make([]codat.CompanyRequest, len(rows))
	for i, row := range rows {
		companies[i] = codat.CompanyRequest{
			Name:        row.name,
			Description: row.description,
			Tags:        map[string]string{"reference": row.reference},
		}
		if row.group != "" {
			companies[i].Groups = []codat.GroupRef{{ID: groups[row.group]}}
		}
	}
	outcome, err := client.Companies.CreateMany(ctx, companies, codat.CreateMany{
		Concurrency: concurrency,
		Journal:     path + ".journal",
		LookupTag:   "reference",
		Progress:    newBar(os.Stderr).show,
	})
	if outcome == nil {
		return err
	}
	fmt.Printf("%d companies in %d groups: %d created, %d found, %d from earlier runs, %d failed, %d not tried, in %.1f s\n",
		outcome.Total, len(groups), outcome.Created, outcome.Found, outcome.Resumed, outcome.Failed, outcome.NotTried,
		time.Since(began).Seconds())
	for _, result := range outcome.Results {
		if result.Error != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", rows[result.Index].reference, result.Error)
		}
	}
	if outcome.Stopped != "" {
		return fmt.Errorf("stopped: %s; the same command resumes the run", outcome.Stopped)
	}
	if err == nil && outcome.Failed > 0 {
		err = errors.New("some failed; the same command tries them again")
	}
	return err
}

// groupIDs has the ID of each group that the rows name; missing groups are created, once.
func groupIDs(ctx context.Context, client *codat.Client, rows []row) (map[string]string, error) {
	groups, err := client.Groups.List(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	for _, group := range groups.Results {
		known[group.Name] = group.ID
	}
	named := map[string]string{}
	for _, row := range rows {
		if row.group == "" || named[row.group] != "" {
			continue
		}
		if known[row.group] == "" {
			group, err := client.Groups.Create(ctx, row.group)
			if err != nil {
				return nil, err
			}
			known[row.group] = group.ID
		}
		named[row.group] = known[row.group]
	}
	return named, nil
}

// row is a line of the file.
type row struct{ name, description, group, reference string }

func readRows(path string) ([]row, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(lines) == 0 || strings.Join(lines[0], ",") != "name,description,group,reference" {
		return nil, fmt.Errorf("%s: expected the columns name,description,group,reference", path)
	}
	var rows []row
	for _, line := range lines[1:] {
		rows = append(rows, row{line[0], line[1], line[2], line[3]})
	}
	return rows, nil
}

// makeUp writes a file of so many companies in a few groups.
func makeUp(path string, companies int) error {
	groups := []string{"Invoice finance", "Term loans", "Cards", "Overdrafts"}
	trades := []string{"Bakery", "Cafe", "Garage", "Florist", "Bookshop"}
	lines := [][]string{{"name", "description", "group", "reference"}}
	for i := range companies {
		trade := trades[i%len(trades)]
		lines = append(lines, []string{
			fmt.Sprintf("%s %d", trade, i+1), "A " + strings.ToLower(trade), groups[i%len(groups)], fmt.Sprintf("A-%d", i+1),
		})
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(file).WriteAll(lines), file.Close())
}

// bar is a progress bar in a terminal.
type bar struct {
	terminal io.Writer
	shown    int
}

func newBar(file *os.File) *bar {
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &bar{terminal: io.Discard}
	}
	return &bar{terminal: file}
}

// show receives each company's outcome, and draws when there is something to see.
func (b *bar) show(event codat.CreateManyEvent) error {
	percent := 100 * event.Done / event.Total
	if percent == b.shown {
		return nil
	}
	b.shown = percent
	end := ""
	if event.Done == event.Total {
		end = "\n"
	}
	fmt.Fprintf(b.terminal, "\r[%-50s] %3d%% %d of %d%s",
		strings.Repeat("#", percent/2), percent, event.Done, event.Total, end)
	return nil
}
