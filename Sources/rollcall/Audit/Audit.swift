import ArgumentParser

/// `rollcall audit …`
struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The audit log: who revoked, restored or revealed what, when and why.",
        subcommands: [AuditList.self, AuditVerify.self, AuditExport.self], defaultSubcommand: AuditList.self)
}
