"""`Client`: the operations as methods that block."""

from __future__ import annotations

from ._blocking import BlockingCaller
from ._by_name import ByName
from ._companies import Companies
from ._configured import Configured
from ._connections import Connections
from ._groups import Groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from ._aio import AsyncClient
    from ._connection_management import ConnectionManagement
    from ._custom_data_types import CustomDataTypes
    from ._integrations import Integrations
    from ._push import Push
    from ._refresh import Refresh
    from ._settings import Settings
    from ._supplemental_data import SupplementalData
    from ._webhooks import Webhooks


class Client(Configured, ByName):
    """A client of the service, for any number of threads at once. Create one and keep it.

        with codat.Client() as client:  # the key is in CODAT_API_KEY
            company = client.companies.create("Toft Bakery")

    Ctrl-C ends a call at once, with `KeyboardInterrupt`. `call_error` of that exception returns the call's
    error: whether the service may have done the work, and the key to repeat the call with. While the main
    thread waits in a call, the library lets Python handle signals 20 times a second. On Windows Ctrl-C waits
    until the call returns.
    """

    _calls = BlockingCaller

    @property
    def aio(self) -> AsyncClient:
        """The same client for asyncio, with the same connections and limits. Closing one closes both."""
        from ._aio import AsyncClient

        return AsyncClient._of(self._caller.native)

    @property
    def companies(self) -> Companies:
        """The operations on companies."""
        return Companies(self._caller)

    @property
    def connections(self) -> Connections:
        """The operations on connections: a company's authorized access to one software."""
        return Connections(self._caller)

    @property
    def refresh(self) -> Refresh:
        """The operations that pull data."""
        from ._refresh import Refresh

        return Refresh(self._caller)

    @property
    def integrations(self) -> Integrations:
        """The operations on integrations: the software that customers can connect."""
        from ._integrations import Integrations

        return Integrations(self._caller)

    @property
    def webhooks(self) -> Webhooks:
        """The operations on webhook consumers."""
        from ._webhooks import Webhooks

        return Webhooks(self._caller)

    @property
    def groups(self) -> Groups:
        """The operations on groups."""
        return Groups(self._caller)

    @property
    def connection_management(self) -> ConnectionManagement:
        """The operations for the service's user interface in which customers manage their connections."""
        from ._connection_management import ConnectionManagement

        return ConnectionManagement(self._caller)

    @property
    def push(self) -> Push:
        """The operations on pushes: records that were written to the customer's software."""
        from ._push import Push

        return Push(self._caller)

    @property
    def supplemental_data(self) -> SupplementalData:
        """The operations on supplemental data."""
        from ._supplemental_data import SupplementalData

        return SupplementalData(self._caller)

    @property
    def custom_data_types(self) -> CustomDataTypes:
        """The operations on custom data types."""
        from ._custom_data_types import CustomDataTypes

        return CustomDataTypes(self._caller)

    @property
    def settings(self) -> Settings:
        """The operations on your account: profile, sync settings, web origins, API keys."""
        from ._settings import Settings

        return Settings(self._caller)

    def close(self) -> None:
        """Closes the client and its idle connections. Calls still running in other threads end undisturbed.

        Closing twice does nothing; any other use afterwards raises `InvalidHandleError`.
        """
        self._caller.native.close()

    def __enter__(self) -> Client:
        """Returns the client; leaving the `with` block closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
