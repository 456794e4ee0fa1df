"""What we claim about speed, runnable: `bin/bench NAME…`. Each file says what it measures, against what."""
