from django.http import Http404

def choose(request, **kw):
    raise Http404


def connect(request, **kw):
    raise Http404


def disconnect(request, **kw):
    raise Http404


def pause(request, **kw):
    raise Http404


def reconnect(request, **kw):
    raise Http404


def store(request, **kw):
    raise Http404


def stores(request, **kw):
    raise Http404


def sync(request, **kw):
    raise Http404


