"""/ext/orders, jobs, publications, templates and invoices."""
