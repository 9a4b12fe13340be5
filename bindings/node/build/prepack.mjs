// What npm would pack from here has neither a version nor a library.
console.error("Pack with `make package-node`, which adds both.");
process.exitCode = 1;
