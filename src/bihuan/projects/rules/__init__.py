"""What a project needs from stage to stage, what its months must obey, how it is coloured: pure."""
