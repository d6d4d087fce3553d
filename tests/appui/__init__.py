"""What every test leans on: databases cloned in a blink, a real worker, a real browser, stricter Django."""
