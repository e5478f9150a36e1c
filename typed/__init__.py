"""What comes from outside, checked against what a class declares: every fault at once."""
