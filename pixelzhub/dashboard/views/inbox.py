from django.http import Http404

def inbox(request, **kw):
    raise Http404


