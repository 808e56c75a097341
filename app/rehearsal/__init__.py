"""Rehearsal: simulated participants who drive a real room over HTTP and WebSocket, for facilitators to practise."""
