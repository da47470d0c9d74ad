from django.urls import path

from bihuan.intake.views import documents, learned, proposals

app_name = "intake"
urlpatterns = [
    path("documents/", documents.document_list, name="document_list"),
    path("documents/new/", documents.document_new, name="document_new"),
    path("documents/<int:pk>/", documents.document_detail, name="document_detail"),
    path("documents/<int:pk>/file/", documents.document_file, name="document_file"),
    path("documents/<int:pk>/kind/", documents.document_sort, name="document_sort"),
    path("documents/<int:pk>/date/", documents.document_date, name="document_date"),
    path("documents/<int:pk>/drop/", documents.document_drop, name="document_drop"),
    path("documents/<int:pk>/review/", documents.document_review, name="document_review"),
    path("documents/learned/", learned.learned, name="learned"),
    path("documents/learned/cues/forget/", learned.cue_forget, name="cue_forget"),
    path("documents/learned/names/<int:pk>/forget/", learned.name_forget, name="name_forget"),
    path("documents/<int:pk>/others/", documents.document_others, name="document_others"),
    path("documents/<int:pk>/ask/", documents.document_ask, name="document_ask"),
    path("documents/<int:pk>/accept/", documents.document_accept, name="document_accept"),
    path("documents/<int:pk>/proposals/add/", proposals.proposal_add, name="proposal_add"),
    path("proposals/<int:pk>/", proposals.proposal_edit, name="proposal_edit"),
    path("proposals/<int:pk>/accept/", proposals.proposal_accept, name="proposal_accept"),
    path("proposals/<int:pk>/reject/", proposals.proposal_reject, name="proposal_reject"),
    path("proposals/<int:pk>/restore/", proposals.proposal_restore, name="proposal_restore"),
    path("proposals/<int:pk>/merge/<int:other>/", proposals.proposal_merge, name="proposal_merge"),
    path("proposals/<int:pk>/split/", proposals.proposal_split, name="proposal_split"),
    path("proposals/<int:pk>/parties/", proposals.party_add, name="party_add"),
    path("parties/<int:pk>/match/", proposals.party_match, name="party_match"),
    path("parties/<int:pk>/spread/", proposals.party_spread, name="party_spread"),
    path("parties/<int:pk>/drop/", proposals.party_drop, name="party_drop"),
]
