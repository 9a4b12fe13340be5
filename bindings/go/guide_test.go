package codat

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTheGuideSaysWhatTheOthersSay: the example in examples/go prints what every example does.
func TestTheGuideSaysWhatTheOthersSay(t *testing.T) {
	program := filepath.Join(t.TempDir(), "guide")
	build := exec.Command("go", "build", "-tags", linkTags, "-o", program, ".")
	build.Dir = "../../examples/go"
	build.Env = append(os.Environ(), "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.Command(program).CombinedOutput()
	check(t, err)
	equal(t, "what it prints", repository("examples/output.txt"), string(out))
}
