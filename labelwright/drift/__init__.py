"""What a cloud really carries against what a stack declares. Reads only; what a cloud says is never taken for truth."""
