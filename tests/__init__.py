"""The tests of newskit."""
