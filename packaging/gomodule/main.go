// Gomodule puts a module into a folder that GOPROXY can name: gomodule FOLDER PATH@VERSION PROXY.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("gomodule FOLDER PATH@VERSION PROXY")
	}
	path, version, _ := strings.Cut(os.Args[2], "@")
	if err := put(os.Args[1], module.Version{Path: path, Version: version}, os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

// put writes the four files that `go help goproxy` names.
func put(source string, what module.Version, proxy string) error {
	path, err := module.EscapePath(what.Path)
	if err != nil {
		return err
	}
	folder := filepath.Join(proxy, filepath.FromSlash(path), "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file := func(name string) string { return filepath.Join(folder, name) }
	mod, err := os.ReadFile(filepath.Join(source, "go.mod"))
	if err != nil {
		return err
	}
	for name, content := range map[string]string{
		"list":                 what.Version + "\n",
		what.Version + ".info": fmt.Sprintf("{\"Version\":%q}\n", what.Version),
		what.Version + ".mod":  string(mod),
	} {
		if err := os.WriteFile(file(name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	archive, err := os.Create(file(what.Version + ".zip"))
	if err != nil {
		return err
	}
	defer archive.Close()
	if err := zip.CreateFromDir(archive, what, source); err != nil {
		return err
	}
	return archive.Close()
}
