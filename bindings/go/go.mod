module codat

go 1.24
