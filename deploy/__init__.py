"""What serves the app to more visitors than one process can: in containers, or as processes of one machine."""
