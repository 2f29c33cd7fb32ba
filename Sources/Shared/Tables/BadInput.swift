/// Marks an error that was caused by what a person handed in: a file, a setting, an argument.
///
/// Commands end with exit status 2 for these, and with 1 for every other error. The description is one sentence that
/// says what is wrong, where, and what to do; it never holds a name, a date of birth or an identifier.
package protocol BadInput: Error, CustomStringConvertible {}
