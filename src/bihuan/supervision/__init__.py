"""The loop: assign, sign, report, urge, extend, dispute, verify, close."""
