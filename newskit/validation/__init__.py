"""Measures against human coders: samples, coding, agreement, validity, corrected estimates."""
