from django.http import Http404

def choose(request, **kw):
    raise Http404


def new(request, **kw):
    raise Http404


def publication(request, **kw):
    raise Http404


def publications(request, **kw):
    raise Http404


def undo(request, **kw):
    raise Http404


