"""How much a paper is like those that the extractor learned from: artificial intelligence and machine learning.

A logistic score over the plain words of title and abstract: how many the unannotated papers of the field never use, how
many are the field's own, and how many belong to other sciences. Names do not count: a new one
does not make a paper strange. Measured in docs/quality.md.
"""

import re
from typing import Final

from kgbuild.extraction.corpus import read_corpus
from kgbuild.extraction.stopwords import STOPWORDS

# Words that tell apart abstracts of AI conferences and of other sciences; chosen by log-odds, then by hand.
_FIELD_WORDS: Final = """
accuracy actions adversarial agent agents ai algorithm algorithms alignment annotated annotation annotations
annotators approach approaches architecture architectures attention autonomous autoregressive bandit bandits
baseline baselines benchmark benchmarks camera classification classifier classifiers clustering cnn cnns code
competitive computation computational contrastive controller convergence convolutional corpora corpus dataset
datasets decoder deep demonstrations denoising dialogue diffusion distillation document documents downstream
embedding embeddings encoder end-to-end features fine-grained fine-tuned fine-tuning frames framework gan gans
generalization generalize generative github gnn gnns gpu gpus gradient graph graphs grasping ground-truth
hallucination hyperparameters images imitation inference inputs instruction kernel kernels kinematics knowledge
labeled labels language large-scale latency latent learned learner learners learning learning-based learns lidar llm
llms localization locomotion loss lstm manipulation mdp method methods minimax mllm mllms mlp modality model
modeling models multi-agent multi-modal multi-task multilingual multimodal navigation network networks neural nlp
noise noisy object objects off-policy optimization outperform outperforming outperforms parameters parsing planner
planning point-cloud policies policy pose posterior pre-trained pre-training pretrained pretraining prompt prompting
prompts query question-answering radiance real-time real-world reasoning recognition reconstruction regret
reinforcement rendering representation representations retrieval reward rewards rgb rgb-d rl rnn rnns robot robotic
robotics robots robustness scalable scene scenes segmentation self-supervised semantic semantics semi-supervised
sensor sensors sentence sentences sim-to-real simulation simulator slam sparse speech splatting state-of-the-art
stochastic supervised supervision svm synthetic task tasks text textual token tokens tracking train trained training
trajectories trajectory transformer transformer-based transformers translation unlabeled unseen unsupervised
variational video videos vision visual vlm vlms word words zero-shot
"""
_OTHER_WORDS: Final = """
abdominal abundance acid acids acute adhesion administered administration adolescent adolescents adsorption
adulthood adults adverse aged aging alcohol alkali allele alloy alloys amino analgesia anesthesia animals annealing
antibiotic antibodies antibody antigen antioxidant anxiety aqueous arterial asteroid asthma astrophysical
atmospheric atom atomic atoms bacteria bacterial behavioural bilateral binding biochemical biomarker biomarkers
biomass biopsy birth bleeding blood bond bone boson brain breast calcium cancer carbon carcinoma cardiac
cardiovascular care catalyst catalysts catalytic cell cells cellular cerebral charge chemical chemistry chemotherapy
childhood children chromatography chronic clinic clinical clinicians coefficient cohomology cohort cohorts coliding
collisions comorbidities complications compounds concentration concentrations conductivity conjecture coronary
cosmic cosmological countries covalent crisis cross-sectional crystal crystalline crystals culture deaths density
depression depressive derivatives diabetes diagnosed diagnosis diet dietary disability disease diseases disorder
disorders dissociation distress dna dose doses drug drugs earnings ecological economic economies economy ecosystem
elastic electrochemical electrode electrolyte electron electronic electrons emission employees employment
endothelial energies enrolled enzymatic enzyme enzymes epidemiological epithelial equilibria exchange excitation
excited exports exposure expression fermion ferromagnetic fertility fetal fibrosis film films firms fiscal
fluorescence flux follow-up food fossil functional galaxies galaxy gas gauge gender gene genes genetic genome
genomic genotype glucose government gravitational groups growth haemorrhage halo health healthcare healthy hepatic
heritage histological homology hormone hospital hospitals household households hydrogen hydroxyl hypertension
illness immune immunity impairment incidence income infants infected infection infections inflammation inflammatory
inhibition inhibitor inhibitors injury insulin intake intervention interventions interview interviewed interviews
investment investors ion ionic ions irradiation isolates isomorphic isomorphism isotope isotopes kidney labour
ligand ligands lipid liquid liver lung macroeconomic magnetic magnetization malignant mammals marital market markets
mass maternal mediated membrane membranes men meta-analysis metabolic metabolism metabolites metal metals metastasis
methyl mice microbial microscopy migrants mineral mitochondrial molar molecular molecule molecules monetary months
morbidity morphology mortality mothers mutant mutation mutations nanoparticles nanostructures neurons neutrino
nitrogen nuclear nucleus nurses nursing nutrition nutritional obesity observational oncology oral orbital organic
outcome outcomes oxidation oxide oxygen pain pandemic parents participant participants particle pathogen pathogens
pathological pathophysiology pathway pathways patient patients peptide peptides perceived percentile perioperative
perturbative pharmacological phase phonon phosphate phosphorylation photocatalytic photon photons phylogenetic
physicians physiological physiology placebo plants plasma plasmon polarization polymer polymerization polymers
postoperative potassium pregnancy pregnant prenatal preoperative prescribed prevalence prices primary probands
prognosis prognostic proliferation prophylaxis prospective protein proteins proton psychiatric psychological
psychometric psychosocial psychotherapy quantum quark questionnaire questionnaires radiation radical radiotherapy
randomised randomized rat rats reaction reactions reactivity receptor receptors recruited redshift regression
regulation relativistic remission renal reported resistance respiratory respondents retrospective risk rna salt
scattering schizophrenia screening secretion self-esteem self-reported semiconductor serotype serum severity sex
sexual sheaf sibling skin sleep sociodemographic socioeconomic sodium soil solubility soluble solvent species
specimen specimens spectra spectral spectrometry spectroscopic spectroscopy spin stars stellar strain stress
students substituted substrate substrates sugar suicide sulfur superconducting superconductivity superconductor
supersymmetric surgeons surgery surgical survival susceptibility symptom symptoms syndrome synthase synthesised
synthesized systemic tariff tariffs taxa taxation taxes teachers temperature temperatures theorem therapeutic
therapies therapist therapists therapy thermal thermodynamic thickness tissue tissues topological torsion toxic
toxicity transcription transplantation treated treatment treatments trial trials tumor tumors tumour tumours
unemployment urinary urine vaccination vaccine vaccines valence vascular velocity versus vertebrate viral virus
viruses vitro vivo voters wage wages wavelength weeks welfare well-being wild women workers yeast yield younger
youth
"""
_FIELD: Final = frozenset(_FIELD_WORDS.split())
_OTHERS: Final = frozenset(_OTHER_WORDS.split())
# Weights of the logistic score: 10,000 papers of the field against 6,000 of other sciences, each half of the weight.
_BIAS: Final = -0.9
_UNKNOWN_WEIGHT: Final = -18.5
_FIELD_WEIGHT: Final = 33.3
_OTHER_WEIGHT: Final = -26.5
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|-(?=[^\W\d_]))*")
_MOST_KEPT: Final = 1 << 17
_LEAST_WORDS: Final = 12  # of fewer, as in a title alone, nothing can be told
EDGE: Final = -0.5  # of the annotated papers of the field 1.1 % score less


# What a word tells about the field; plain numbers are many times faster to count than members of an enumeration.
_SILENT: Final = 0  # stop words, names
_KNOWN: Final = 1
_UNKNOWN: Final = 2
_OF_FIELD: Final = 3
_OF_OTHERS: Final = 4


def familiarity(title: str, abstract: str) -> float:
    """Return how much a paper is like those of the field: 0 is as likely as not.

    The logarithm of the odds, were half of all papers of the field.
    """
    kinds = [_KINDS[chunk] for chunk in {*title.split(), *abstract.split()}]
    total = len(kinds) - kinds.count(_SILENT)
    if total < _LEAST_WORDS:
        return 0.0
    score = (
        _UNKNOWN_WEIGHT * kinds.count(_UNKNOWN)
        + _FIELD_WEIGHT * kinds.count(_OF_FIELD)
        + _OTHER_WEIGHT * kinds.count(_OF_OTHERS)
    )
    return _BIAS + score / total


def is_of_the_field(title: str, abstract: str) -> bool:
    """Tell whether a paper is like those that the packaged model learned from."""
    return familiarity(title, abstract) >= EDGE


class _Kinds(dict[str, int]):
    """The kinds of words with the punctuation around them, each found once."""

    def __missing__(self, chunk: str) -> int:
        if len(self) >= _MOST_KEPT:
            self.clear()
        word = _WORD.search(chunk)
        self[chunk] = kind = _kind(word[0]) if word else _SILENT
        return kind


_KINDS: Final = _Kinds()


def _kind(word: str) -> int:
    lower = word.lower()
    if lower in _FIELD:
        return _OF_FIELD
    if lower in _OTHERS:
        return _OF_OTHERS
    if not word.islower() or len(word) < 3 or word in STOPWORDS:
        return _SILENT
    return _KNOWN if word in read_corpus().words else _UNKNOWN
