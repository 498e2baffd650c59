"""An administrator who sends anything at all to the calls of this part gets what the OpenAPI document promises."""

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.access.house import House

CHECKED = ("/session", "/api-keys", "/accounts")
# Left out: that whatever fits the schema is accepted. A name of control characters or of nothing but spaces is not.


def test_schemathesis_as_an_administrator_finds_nothing(house: House) -> None:
    admin = house.signed_in("admin")
    headers = {
        "Cookie": f"lathund_session={admin.cookies['lathund_session']}",
        "X-CSRF-Token": admin.headers["X-CSRF-Token"],
    }
    schema = schemathesis.openapi.from_url(f"{house.address}/openapi.json")
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if not operation.path.startswith(CHECKED):
            continue

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def check(case: schemathesis.Case) -> None:
            if (case.method, case.path) != ("DELETE", "/session"):
                case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        check()
        tried += 1
    assert tried >= 11
