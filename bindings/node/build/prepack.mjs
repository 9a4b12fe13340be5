// What npm would pack from here has neither a version nor a library.
console.error("Pack with `make package-node`, or build/pack.sh LIBRARY FOLDER.");
process.exitCode = 1;
