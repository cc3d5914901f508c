module github.com/clusterdrift/clusterdrift

go 1.26
