package codat

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNoFilesUseEachOtherInACircle(t *testing.T) {
	if circles := must(circles(".")); len(circles) > 0 {
		t.Error(strings.Join(circles, "\n"))
	}
}

func TestACircleOfFilesIsFound(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"a.go":      "package p\nfunc a() { b() }",
		"b.go":      "package p\nimport \"fmt\"\nfunc b() { fmt.Println(c) }",
		"c.go":      "package p\nconst c = 1\ntype t struct{ e func(a int) }",
		"d.go":      "package p\nfunc (x *t) d() { a(); x.e(1) }",
		"a_test.go": "package p\nvar e = a",
	} {
		check(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	equal(t, "circles", 0, len(must(circles(folder))))
	check(t, os.WriteFile(filepath.Join(folder, "c.go"), []byte("package p\nvar c = func() int { a(); return 1 }"), 0o600))
	want := "a.go uses b (b.go)\nb.go uses c (c.go)\nc.go uses a (a.go)"
	equal(t, "circles", want, strings.Join(must(circles(folder)), "\n"))
}

// circles returns the uses by which the files of a package, other than tests, lead back to themselves. A use is
// a name that another file declares at its top; a method is none.
func circles(folder string) (found []string, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	files, owners := map[string]*ast.File{}, map[string]string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		name := filepath.Base(path)
		if files[name], err = parser.ParseFile(token.NewFileSet(), path, nil, 0); err != nil {
			return nil, err
		}
		for declared := range files[name].Scope.Objects {
			owners[declared] = name
		}
	}
	uses := map[string]map[string]string{} // the files that a file uses, each with a name
	for name, file := range files {
		uses[name] = map[string]string{}
		for _, used := range file.Unresolved {
			if owner := owners[used.Name]; owner != "" && owner != name {
				uses[name][owner] = used.Name
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		for _, other := range slices.Sorted(maps.Keys(uses[name])) {
			if reaches(uses, other, name, map[string]bool{}) {
				found = append(found, fmt.Sprintf("%s uses %s (%s)", name, uses[name][other], other))
			}
		}
	}
	return found, err
}

// reaches says whether a file leads to another.
func reaches(uses map[string]map[string]string, from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	for next := range uses[from] {
		if !seen[next] && reaches(uses, next, to, seen) {
			return true
		}
	}
	return false
}
