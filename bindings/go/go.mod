module codat

go 1.23
