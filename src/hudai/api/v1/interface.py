"""The interface as a whole: its endpoints, who may call them, and how OpenAPI tells of it."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from hudai.api import refusals
from hudai.api.acting import BankToken
from hudai.api.v1 import loan, loan_class, repayment

_FIRST_REFUSAL = 400


class Interface(NinjaAPI):
    """Ninja's, whose OpenAPI says that a refusal is problem+json."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The whole description."""
        schema = super().get_openapi_schema(**options)
        for endpoints in schema["paths"].values():
            for endpoint in endpoints.values():
                for status, answer in endpoint["responses"].items():
                    if int(status) >= _FIRST_REFUSAL:
                        answer["content"] = {refusals.MEDIA_TYPE: answer["content"]["application/json"]}
        return schema


api = Interface(
    title="户贷通银行接口",
    version="1",
    description="银行系统登记放款、还款和五级分类，查询本行的贷款。金额为整数分，日期为 2026-01-31 的样子。",
    urls_namespace="api-1",
    docs_url=None,
    auth=BankToken(),
)
refusals.answer_for(api)
for router in (loan.router, repayment.router, loan_class.router):
    api.add_router("", router)
