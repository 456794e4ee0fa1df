"""The rules of the rétrocession, as pure functions: values in, answer out; this listing is their contents."""
