"""The policy centre says where the documents leave a choice open, and why it was made so."""

import pytest
from django.test import Client

import made_offices as offices
from hudai.documents import policy_files
from hudai.records.models import Station

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pack", policy_files.names())
def test_every_interpretation_of_a_pack_is_shown_with_its_reason(client: Client, pack: str):
    client.force_login(offices.posted(Station.VILLAGE))

    page = client.get(f"/policies/{pack}/").content.decode()

    notes = policy_files.load(pack).interpretations
    assert [note.id for note in notes if note.choice not in page or note.reason not in page] == []
