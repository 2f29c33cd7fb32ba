import Foundation
import Testing

extension EndToEnd {
    /// The machine has no more of something: exit status 1, one sentence, nothing half-written.
    @Suite struct Resources {
        @Test("a port in use is named", .timeLimit(.minutes(3)))
        func portInUse() throws {
            let population = try Population.current()
            let cluster = try Cluster(population)
            let other = try TemporaryFolder()
            let settings = """
                store: \(population.store)
                bind: \(cluster.endpoint)
                keys: \(cluster.folder("keys"))
                journal: \(other("journal.sqlite"))
                results: \(other("jobs"))

                """
            try other.write(settings, to: "serve.yaml")
            let second = try run(Programs.jdl, ["serve", "--settings", other("serve.yaml")])
            #expect(second.status == 1)
            let lines = second.errors.split(separator: "\n")
            #expect(lines.count == 1)
            #expect(lines[0].hasPrefix("jdl: ") && lines[0].contains(cluster.endpoint))
            #expect(lines[0].contains("another process has this port"))
            #expect(try cluster.client(["status"]).status == 0)
            #expect(try cluster.stop().isEmpty)
        }

        @Test(
            "a full disk stops synth, import and run with a sentence, and leaves nothing behind",
            .timeLimit(.minutes(3))
        )
        func fullDisk() throws {
            let population = try Population.current()
            let folder = try TemporaryFolder()
            for command in Self.commands(population, into: folder) {
                // No file may have more than 20 blocks of 512 bytes; writing on fails as on a full disk.
                let shell = "ulimit -f 20; exec \"$0\" \"$@\""
                let failed = try run("/bin/sh", ["-c", shell, Programs.path(Programs.jdl)] + command)
                Self.expectFailure(failed, of: command[0])
                #expect(try folder.names.isEmpty, "\(command[0])")
            }
        }

        @Test(
            "a full file system stops synth, import and run with a sentence, and leaves nothing behind",
            .enabled(if: getuid() == 0, "only root can mount a small file system"),
            .timeLimit(.minutes(3))
        )
        func fullFileSystem() throws {
            let population = try Population.current()
            let folder = try TemporaryFolder()
            // In a mount namespace of its own: nothing stays mounted when the test ends, however it ends.
            let shell = """
                mount -t tmpfs -o size=96k none "$1" || exit 99
                shift
                "$0" "$@"
                status=$?
                cd "$HOLDER"; for name in .[!.]* *; do [ -e "$name" ] && echo "left: $name" >&2; done
                exit $status
                """
            for command in Self.commands(population, into: folder) {
                let arguments = ["-m", "/bin/sh", "-c", shell, try Programs.path(Programs.jdl), folder.path] + command
                let failed = try run("/usr/bin/unshare", arguments, environment: ["HOLDER": folder.path])
                if failed.status == 99 || failed.errors.contains("unshare:") {
                    throw TestFailure("no small file system could be mounted: \(failed.errors)")
                }
                Self.expectFailure(failed, of: command[0])
                #expect(failed.errors.lowercased().contains("no space left on"), "\(command[0])")
                #expect(!failed.errors.contains("left:"), "\(command[0])")
            }
        }

        private static func commands(_ population: Population, into folder: TemporaryFolder) -> [[String]] {
            [
                ["synth", "--people", "2000", "--cohort", "60", "--out", folder("out")],
                ["import", population.data, "--store", folder("out")],
                ["run", population.request, "--store", population.store, "--out", folder("out")],
            ]
        }

        private static func expectFailure(_ finished: Finished, of command: String) {
            #expect(finished.status == 1, "\(command): \(finished.errors)")
            #expect(finished.errors.hasPrefix("jdl: "), "\(command): \(finished.errors)")
            #expect(finished.errors.split(separator: "\n").count == 1, "\(command): \(finished.errors)")
            #expect(finished.errors.contains("annot"), "\(command): \(finished.errors)")
        }
    }
}
