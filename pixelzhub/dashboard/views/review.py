from django.http import Http404

def approve(request, **kw):
    raise Http404


def approve_all(request, **kw):
    raise Http404


def review(request, **kw):
    raise Http404


def send_back(request, **kw):
    raise Http404


