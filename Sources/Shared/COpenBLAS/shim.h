#include <cblas.h>

/* LAPACK is inside libopenblas; the Fortran symbols need no LAPACKE. Integers are 32 bit. */
extern void dposv_(const char *uplo, const int *n, const int *nrhs, double *a, const int *lda, double *b,
                   const int *ldb, int *info);
extern void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);
extern void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
extern void openblas_set_num_threads(int threads);
/* Ends the threads that are started when the library is loaded; they start again only if more than one may be used. */
extern int blas_thread_shutdown_(void);
extern char *openblas_get_corename(void);
