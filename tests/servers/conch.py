"""A telnet server of Twisted Conch on a free port of 127.0.0.1, whose number is printed: a login with
any name and the password "secret", then lines that are echoed; with "terminal" as its argument, an
interactive terminal (insults) that draws each key."""

import sys

from twisted.conch.insults import insults
from twisted.conch.manhole import Manhole
from twisted.conch.telnet import AuthenticatingTelnetProtocol, ITelnetProtocol, StatefulTelnetProtocol
from twisted.conch.telnet import TelnetBootstrapProtocol, TelnetTransport
from twisted.cred import checkers, portal
from twisted.internet import protocol, reactor
from zope.interface import implementer


class Shell(StatefulTelnetProtocol):
    state = "Line"

    def enableRemote(self, option):
        return False

    def telnet_Line(self, line):
        if line == b"quit":
            self.transport.loseConnection()
        self.transport.write(b"you said " + line + b"\r\n> ")
        return "Line"


@implementer(portal.IRealm)
class Realm:
    def requestAvatar(self, avatar, mind, *interfaces):
        shell = Shell()
        shell.makeConnection = lambda transport: (
            StatefulTelnetProtocol.makeConnection(shell, transport),
            transport.write(b"hello\r\n> "),
        )
        return ITelnetProtocol, shell, lambda: None


class Anyone:
    credentialInterfaces = (checkers.credentials.IUsernamePassword,)

    def requestAvatarId(self, credentials):
        if credentials.password != b"secret":
            raise checkers.error.UnauthorizedLogin()
        return credentials.username


factory = protocol.ServerFactory()
if sys.argv[1:] == ["terminal"]:
    factory.protocol = lambda: TelnetTransport(TelnetBootstrapProtocol, insults.ServerProtocol, Manhole)
else:
    logins = portal.Portal(Realm(), [checkers.implementer(checkers.ICredentialsChecker)(Anyone)()])
    factory.protocol = lambda: TelnetTransport(AuthenticatingTelnetProtocol, logins)
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print(port.getHost().port, flush=True)
reactor.run()
