"""One label model for cloud workloads: declared once, carried by every resource, every job and every bill."""
