using System.Runtime.CompilerServices;

// The tests compare the declarations with the header, and try the loader's paths.
[assembly: InternalsVisibleTo("Codat.Tests")]
