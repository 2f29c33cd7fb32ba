import Glibc

/// A client that was refused, with nothing in it that needs keeping secret.
package struct Refusal: Hashable, Sendable, CustomStringConvertible {
    /// Why it was refused.
    package enum Reason: String, Sendable {
        /// The key is in no list.
        case unknownKey = "unknown key"
        /// The key was revoked.
        case revokedKey = "revoked key"
        /// The client did not use CURVE.
        case notCurve = "no CURVE key"
        /// The socket it connected to is not one that this authenticator guards.
        case foreignDomain = "foreign domain"
    }

    /// Why it was refused.
    package let reason: Reason
    /// The key's fingerprint; nil when no key was shown.
    package let fingerprint: String?
    /// The client's network address, as numbers.
    package let address: String

    /// One sentence for the log.
    package var description: String {
        "refused a connection from \(address): \(reason.rawValue)" + (fingerprint.map { " \($0)" } ?? "")
    }
}

/// Decides who may connect to the servers of one context (ZeroMQ RFC 27, "ZAP").
///
/// Make it before binding the server. The thread that owns it polls it and calls ``handleReady()``; until it does,
/// clients wait in their handshake.
package final class Authenticator {
    /// The ZAP domain of every server socket of this project.
    package static let domain = "justice-data-lab"
    /// Where libzmq asks, by RFC 27.
    private static let endpoint = "inproc://zeromq.zap.01"
    /// The most requests that are answered before other sockets have their turn.
    private static let requestCountMax = 256

    /// Who may connect; a new list holds for every handshake from now on.
    package var allowList: AllowList
    /// Called for each refusal, on the owner's thread.
    package var onRefusal: ((Refusal) -> Void)?
    /// The socket to poll.
    let socket: Socket
    /// The throw-away key of a self-test that is under way, whose refusal is no news.
    var selfTestKey: PublicKey?

    /// Starts to answer for a context.
    ///
    /// - Parameters:
    ///   - context: The context of the servers to guard.
    ///   - allowList: Who may connect.
    ///   - onRefusal: Called for each refusal, on the owner's thread.
    /// - Throws: ``ZeroMQError``; EADDRINUSE when the context has an authenticator already.
    package init(
        context: Context,
        allowList: AllowList = AllowList(),
        onRefusal: ((Refusal) -> Void)? = nil
    ) throws(ZeroMQError) {
        self.allowList = allowList
        self.onRefusal = onRefusal
        var options = SocketOptions()
        options.linger = .zero
        socket = try Socket(.reply, in: context, options: options)
        try socket.bind(Authenticator.endpoint)
    }

    /// Answers the requests that are waiting.
    ///
    /// - Returns: How many were answered.
    /// - Throws: ``ZeroMQError`` when the authenticator is closed or the context was shut down.
    @discardableResult
    package func handleReady() throws(ZeroMQError) -> Int {
        var count = 0
        while count < Authenticator.requestCountMax, let request = try socket.receive(frameCountMax: 16) {
            _ = try socket.send(reply(to: request.frames.map { $0.copy() }))
            count += 1
        }
        return count
    }

    /// Stops answering: from now on nobody can connect.
    package func close() {
        socket.close()
    }

    /// The reply to a request: version, request number, status, text, user id, metadata.
    private func reply(to request: [[UInt8]]) -> [Frame] {
        let version = Array("1.0".utf8)
        // Version, request number, domain, address, routing id, mechanism; then the credentials.
        guard request.count >= 6, request[0] == version else {
            return [version, request.count > 1 ? request[1] : [], Array("500".utf8), Array("Bad request".utf8), [], []]
                .map { Frame($0) }
        }
        let userID: [UInt8]
        let status: String
        switch judge(request) {
        case .allowed(let identity):
            userID = Array(identity.userID.utf8)
            status = "200"
        case .refused(let refusal):
            userID = []
            status = "400"
            if selfTestKey == nil || refusal.fingerprint != selfTestKey?.fingerprint {
                onRefusal?(refusal)
            }
        }
        // The text says the same for every refusal: why is for the operator to know.
        let text = status == "200" ? "OK" : "Refused"
        return [version, request[1], Array(status.utf8), Array(text.utf8), userID, []].map { Frame($0) }
    }

    private enum Verdict {
        case allowed(PeerIdentity)
        case refused(Refusal)
    }

    private func judge(_ request: [[UInt8]]) -> Verdict {
        let address = String(decoding: request[3], as: UTF8.self)
        func refuse(_ reason: Refusal.Reason, _ key: PublicKey? = nil) -> Verdict {
            .refused(Refusal(reason: reason, fingerprint: key?.fingerprint, address: address))
        }
        guard request[2] == Array(Authenticator.domain.utf8) else { return refuse(.foreignDomain) }
        guard request[5] == Array("CURVE".utf8), request.count == 7, let key = try? PublicKey(bytes: request[6]) else {
            return refuse(.notCurve)
        }
        if let identity = allowList.identity(of: key) { return .allowed(identity) }
        return refuse(allowList.isRevoked(key) ? .revokedKey : .unknownKey, key)
    }
}

@available(*, unavailable, message: "an authenticator belongs to the thread that polls it")
extension Authenticator: Sendable {}
