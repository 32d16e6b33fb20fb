from django.http import Http404

def api_keys(request, **kw):
    raise Http404


def channels(request, **kw):
    raise Http404


def pixelz(request, **kw):
    raise Http404


def profile(request, **kw):
    raise Http404


def revoke_key(request, **kw):
    raise Http404


def settings(request, **kw):
    raise Http404


