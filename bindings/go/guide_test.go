package codat

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheGuideSaysWhatTheOthersSay: the example in examples/go prints the lines that the C example does.
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
	_, lines, _ := strings.Cut(repository("tests/abi.rs"), "const GUIDE: &str = r#\"")
	lines, _, _ = strings.Cut(lines, "\"#;")
	equal(t, "what it prints", lines, string(out))
}
