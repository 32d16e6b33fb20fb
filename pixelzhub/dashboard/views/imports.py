from django.http import Http404

def imports(request, **kw):
    raise Http404


def new(request, **kw):
    raise Http404


