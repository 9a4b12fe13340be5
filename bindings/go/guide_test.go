package codat

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheGuideProgramPrintsTheCommonOutput: the example in examples/go prints what every example does.
func TestTheGuideProgramPrintsTheCommonOutput(t *testing.T) {
	equal(t, "what it prints", repository("examples/output.txt"), runExample(t, "."))
}

// The program that the package page and the guide print.
func TestFirstProgramPrintsALink(t *testing.T) {
	if out := runExample(t, "./first"); !strings.HasPrefix(out, "Send your customer to http://127.0.0.1:") {
		t.Error(out)
	}
}

// runExample builds a program of examples/go and returns what it prints.
func runExample(t *testing.T, folder string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	build := exec.Command("go", "build", "-tags", linkTags, "-o", program, folder)
	build.Dir = "../../examples/go"
	build.Env = append(os.Environ(), "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.Command(program).CombinedOutput()
	check(t, err)
	return string(out)
}
