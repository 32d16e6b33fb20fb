from django.http import Http404


def invoices(request, **kw):
    raise Http404


def refresh(request, **kw):
    raise Http404


