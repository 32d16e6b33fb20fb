"""/ext/webhooks and /ext/events."""
