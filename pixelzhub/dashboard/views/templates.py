from django.http import Http404


def template(request, **kw):
    raise Http404


def templates(request, **kw):
    raise Http404


