"""``clauses.toml``: an official document registered sentence by sentence.

Beside it lies ``document.txt``, the text as received, byte for byte; its digest is in the
registry, so neither can change without the other.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from hudai.core.clauses import Clause, Document, Doubt, Status, gap
from hudai.documents.toml_tables import Table, open_table

TEXT = "document.txt"


def read_document(folder: Path, problems: list[str]) -> Document:
    """The registry of the pack in ``folder``; faults are added to ``problems``."""
    table = open_table(folder / "clauses.toml", problems)
    head = table.table("document")
    document = Document(
        name=folder.name,
        title=head.text("title"),
        number=head.text("number", ""),
        issuer=head.text("issuer"),
        issued=head.text("issued"),
        sha256=head.text("sha256", ""),
        missing=head.text("missing", ""),
        clauses=tuple(_clause(each, folder.name) for each in table.tables("clauses")),
        doubts=tuple(_doubt(each, folder.name) for each in table.tables("doubts", optional=True)),
    )
    if bool(document.sha256) == bool(document.missing):
        head.fault("sha256", "请写原文的摘要（sha256），没有原文的写明原因（missing），二者取一")
    _check_ids(table, document)
    head.close()
    table.close()
    return document


def _clause(table: Table, pack: str) -> Clause:
    status = table.choice("status", Status)
    if status is None:
        table.fault("status", "本条没有着落，请写明 coded、carried_out、duty、informative 或 left_out")
    clause = Clause(
        id=f"{pack}#{table.text('id')}",
        place=table.text("place"),
        text=table.text("text"),
        status=status or Status.LEFT_OUT,
        by=table.texts("by", optional=True),
        how=table.text("how", ""),
        planned=table.switch("planned", default=False),
        stops=table.texts("stops", optional=True),
        tests=table.texts("tests", optional=True),
    )
    if clause.tests and (clause.planned or clause.status not in (Status.CODED, Status.CARRIED_OUT)):
        table.fault("tests", "还没有落实、或不由程序落实的条款，不写测试（tests）")
    if (clause.status is Status.CODED) != bool(clause.by):
        table.fault("by", "编入规则的条款须列出数值名（by），其他条款不列")
    if clause.status in (Status.CARRIED_OUT, Status.DUTY, Status.LEFT_OUT) and not clause.how:
        table.fault("how", "请写明由什么落实、谁的职责，或为什么不落实")
    table.close()
    return clause


def _doubt(table: Table, pack: str) -> Doubt:
    doubt = Doubt(f"{pack}#{table.text('clause')}", table.text("found"), table.text("check"))
    table.close()
    return doubt


def _check_ids(table: Table, document: Document) -> None:
    ids = [clause.id for clause in document.clauses]
    for clause_id in sorted({each for each in ids if ids.count(each) > 1}):
        table.fault("clauses", f"条款号 {clause_id} 重复")
    for doubt in document.doubts:
        if doubt.clause not in ids:
            table.fault("doubts", f"条款 {doubt.clause} 没有登记")


def text_faults(folder: Path, document: Document) -> list[str]:
    """What is wrong between the registry and the text as received."""
    if document.missing:
        return []
    path = folder / TEXT
    where = f"{folder.name}/{TEXT}"
    if not path.is_file():
        return [f"{where}：没有原文，请放入收到的文件"]
    received = path.read_bytes()
    faults = []
    if sha256(received).hexdigest() != document.sha256:
        faults.append(f"{where}：摘要与 clauses.toml 登记的不同，原文或登记被改动过")
    missed = gap(received.decode("utf-8-sig"), document.clauses)
    return [*faults, f"{where}：{missed}"] if missed else faults
