/// The keys that may connect, and whose they are.
package struct AllowList: Hashable, Sendable {
    private var identities: [PublicKey: PeerIdentity] = [:]
    private var userIDs: Set<String> = []
    private var revoked: Set<PublicKey> = []

    /// Makes a list that allows nobody.
    package init() {}

    /// The number of keys that may connect.
    package var count: Int { identities.count }

    /// Allows a key; one that was revoked stays revoked.
    ///
    /// - Parameters:
    ///   - key: The peer's public key.
    ///   - identity: Whose key it is: a worker or a user. A coordinator never connects to a coordinator.
    package mutating func allow(_ key: PublicKey, as identity: PeerIdentity) {
        guard identity.role != .coordinator, !revoked.contains(key) else { return }
        identities[key] = identity
        userIDs.insert(identity.userID)
    }

    /// Refuses a key from now on, whatever is allowed later.
    ///
    /// A connection that already stands is not ended by this: see ``allows(userID:)``.
    package mutating func revoke(_ key: PublicKey) {
        revoked.insert(key)
        guard let identity = identities.removeValue(forKey: key) else { return }
        if !identities.values.contains(identity) {
            userIDs.remove(identity.userID)
        }
    }

    /// Whose key it is; nil when it may not connect.
    package func identity(of key: PublicKey) -> PeerIdentity? { identities[key] }

    /// Whether the key was allowed once and is refused now.
    package func isRevoked(_ key: PublicKey) -> Bool { revoked.contains(key) }

    /// Whether messages with this `User-Id` may still be acted upon.
    ///
    /// libzmq cannot end a connection, so a peer revoked a moment ago still sends: ask this for each message.
    package func allows(userID: String) -> Bool { userIDs.contains(userID) }
}
