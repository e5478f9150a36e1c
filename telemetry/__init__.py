"""What a process tells about itself: its log, its metrics, its part in traces."""
