"""The annual table of tasks (任务分解表) as a door: hand in, check cell by cell, make matters, print back."""
