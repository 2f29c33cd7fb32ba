import Foundation
import Messages
import ZeroMQ

/// Keys change while the coordinator runs.
extension CoordinatorLoop {
    /// How long the port may be taken after this process gave it up.
    private static let rebindTimeout = Duration.seconds(10)

    /// Reads the folder of keys again if it changed, and ends the connections of keys that were revoked.
    func lookAtKeys() {
        let loaded: LoadedAllowList
        do throws(KeyError) {
            guard let list = try keyWatch.reload() else { return }
            loaded = list
        } catch {
            settings.log(.error, "the last list of keys is kept: \(error)")
            return
        }
        for problem in loaded.problems { settings.log(.warning, "\(problem)") }
        authenticator.allowList = loaded.allowList
        settings.log(.info, "the list of keys was read again: \(loaded.allowList.count) keys may connect")
        let revoked = links.values.filter { !loaded.allowList.allows(userID: $0.userID) }
        guard !revoked.isEmpty else { return }
        for link in revoked.sorted(by: { $0.peer < $1.peer }) {
            tell(.refused(link.peer))
            refuse(link, .revoked, "The key was revoked; ask the coordinator's operator for another.")
        }
        cutLinks()
    }

    /// Closes and binds the socket again, since libzmq cannot end a single connection; the others come back at once.
    private func cutLinks() {
        settings.log(.info, "all connections are cut, so that a revoked key's ends; the others come back at once")
        monitor.close()
        router.close()
        let deadline = MonotonicClock.now.advanced(by: Self.rebindTimeout)
        while true {
            do throws(ZeroMQError) {
                router = try Socket(.router, in: context, options: Self.options(settings))
                monitor = try SocketMonitor(router)
                try router.bind(endpoint)
                break
            } catch {
                guard error.isRetriable, MonotonicClock.now < deadline else {
                    settings.log(.error, "the coordinator cannot listen again and stops: \(error)")
                    cannotListen = true
                    mailbox.post(.stop)
                    break
                }
                monitor.close()
                router.close()
                usleep(5_000)
            }
        }
        poller.replace(routerSlot, with: router)
        links.removeAll()
        peers.removeAll()
        blocked.removeAll()
        tell(.linksCut)
    }

    /// Logs peers that never got as far as showing a key: without CURVE, or not speaking the protocol at all.
    ///
    /// Refused keys are logged by the authenticator. At most one line a look, so that nobody can fill the log.
    func logFailedHandshakes() {
        var count = 0
        var last: HandshakeFailure?
        do throws(ZeroMQError) {
            while let event = try monitor.next() {
                guard case .handshakeFailed(let failure) = event.kind else { continue }
                switch failure {
                case .mechanismMismatch, .malformed, .cryptographic:
                    count += 1
                    last = failure
                case .refused, .interrupted: continue
                }
            }
        } catch {
            settings.log(.warning, "failed handshakes are not seen: \(error)")
        }
        guard let last else { return }
        settings.log(.warning, "\(count) connections were refused before they showed a key; the last: \(last)")
    }
}
